/// Amounts as the provider counts them: integers in minor units with an ISO currency.
@NullMarked
package io.tollgate.money;

import org.jspecify.annotations.NullMarked;
