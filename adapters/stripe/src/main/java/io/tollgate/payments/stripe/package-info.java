/// Stripe as the payment provider: requests out, and how its JSON is read. The only module that knows stripe-java,
/// of which the client alone is used: requests are small records of our own, answers are read as JSON, because its
/// parameter and model classes lose fields without a word in a native image (architecture.md, "Stripe, natively").
@NullMarked
package io.tollgate.payments.stripe;

import org.jspecify.annotations.NullMarked;
