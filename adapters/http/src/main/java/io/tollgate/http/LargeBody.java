package io.tollgate.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A request that may be as large as 2 MiB.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LargeBody {}
