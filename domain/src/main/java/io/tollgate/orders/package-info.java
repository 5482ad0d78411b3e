/// Buying: one attempt to buy, from the open page to the money.
@NullMarked
package io.tollgate.orders;

import org.jspecify.annotations.NullMarked;
