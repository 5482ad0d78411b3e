/// The payment provider, in the business's language.
@NullMarked
package io.tollgate.payments;

import org.jspecify.annotations.NullMarked;
