/// Tests of the requests to Stripe, against a server that records them.
@NullMarked
package io.tollgate.payments.stripe;

import org.jspecify.annotations.NullMarked;
