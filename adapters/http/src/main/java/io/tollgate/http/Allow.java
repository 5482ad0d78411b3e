package io.tollgate.http;

import io.tollgate.tenancy.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Who may call an operation; enforced by [Gate] before anything of the body is read. An operation without it
/// answers
/// nobody.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allow {
    Who[] value();

    /// What an app's key needs beside; for operations that apps may call.
    Scope[] scopes() default {};

    enum Who {
        /// Nobody asked.
        PUBLIC,
        /// The provider, known by its signature alone; without limits.
        PROVIDER,
        USER,
        APP,
        /// An admin in its project, and the operator in any.
        ADMIN,
        OPERATOR
    }
}
