/// What a user may use and until when: derived from all live sources, merged at the instant of the read.
@NullMarked
package io.tollgate.entitlements;

import org.jspecify.annotations.NullMarked;
