/// What all of the adapter's SQL shares: transactions, the one place that waits, durable work, JSON.
@NullMarked
package io.tollgate.postgres;

import org.jspecify.annotations.NullMarked;
