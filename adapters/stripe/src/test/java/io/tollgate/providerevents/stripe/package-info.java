/// Tests of what Stripe's events say.
@NullMarked
package io.tollgate.providerevents.stripe;

import org.jspecify.annotations.NullMarked;
