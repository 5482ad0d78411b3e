package io.tollgate.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What an operation refuses, for the OpenAPI document; on a class that turns decisions into problems: what those
/// are. What follows from who may call, the body and the idempotency key, [OperationRules] adds.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Refuses {
    ProblemCode[] value() default {};

    /// Classes with this annotation, whose problems are answered as well.
    Class<?>[] like() default {};

    /// The provider is asked: it may decline, refuse ([Problem#ofProvider]) or not answer.
    boolean asksProvider() default false;
}
