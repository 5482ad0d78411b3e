/// Checkout and orders over HTTP.
@NullMarked
package io.tollgate.orders.http;

import org.jspecify.annotations.NullMarked;
