/// Asking what a user may use. Never calls the provider, never changes anything.
@NullMarked
package io.tollgate.entitlements.usecase;

import org.jspecify.annotations.NullMarked;
