/// What happens to accounts by time: sweeping what is due, and test clocks.
@NullMarked
package io.tollgate.accounts.usecase;

import org.jspecify.annotations.NullMarked;
