/// Stripe's events: the signature, then just enough to store them; later, what they say in our words. One reaction
/// per kind of object, which reads and decides nothing.
@NullMarked
package io.tollgate.providerevents.stripe;

import org.jspecify.annotations.NullMarked;
