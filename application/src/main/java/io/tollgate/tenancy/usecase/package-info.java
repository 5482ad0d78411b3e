/// Setting up projects, apps and their keys.
@NullMarked
package io.tollgate.tenancy.usecase;

import org.jspecify.annotations.NullMarked;
