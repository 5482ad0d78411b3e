/// Giving money back: what was asked for, what the provider made of it, and how much may still be given.
@NullMarked
package io.tollgate.refunds;

import org.jspecify.annotations.NullMarked;
