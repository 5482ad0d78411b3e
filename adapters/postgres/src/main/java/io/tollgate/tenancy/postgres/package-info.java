/// Projects, apps and keys on Hibernate Reactive, kept in memory until their generation changes.
@NullMarked
package io.tollgate.tenancy.postgres;

import org.jspecify.annotations.NullMarked;
