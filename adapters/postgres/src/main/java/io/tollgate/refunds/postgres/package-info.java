/// Refunds and disputes as stored: with the payment that they are about.
@NullMarked
package io.tollgate.refunds.postgres;

import org.jspecify.annotations.NullMarked;
