package io.tollgate.payments.stripe;

import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The provider's port ([io.tollgate.payments.Payments] and its like) of work that nobody waits for: it leaves room at
/// the provider for calls that somebody does wait for.
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD})
public @interface Background {}
