/// Giving money back: from the caller's wish to the provider's answer, whatever stops in between.
@NullMarked
package io.tollgate.refunds.usecase;

import org.jspecify.annotations.NullMarked;
