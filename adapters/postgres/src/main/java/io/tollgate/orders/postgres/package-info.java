/// Orders as stored, and their reads.
@NullMarked
package io.tollgate.orders.postgres;

import org.jspecify.annotations.NullMarked;
