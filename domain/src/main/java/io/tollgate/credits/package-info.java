/// Lots of units bought, by source and expiry.
@NullMarked
package io.tollgate.credits;

import org.jspecify.annotations.NullMarked;
