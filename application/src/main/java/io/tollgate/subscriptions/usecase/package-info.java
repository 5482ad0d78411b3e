/// Subscriptions: changes that are asked of the provider, and what becomes of them.
@NullMarked
package io.tollgate.subscriptions.usecase;

import org.jspecify.annotations.NullMarked;
