package io.tollgate.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Sent again with the same `Idempotency-Key`, the operation has no second effect. For the OpenAPI document.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TakesIdempotencyKey {
    /// Nothing is done without one.
    boolean required() default false;
}
