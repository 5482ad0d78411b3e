/// Buying: a checkout from the caller's wish to the provider's open page, whatever stops in between.
@NullMarked
package io.tollgate.orders.usecase;

import org.jspecify.annotations.NullMarked;
