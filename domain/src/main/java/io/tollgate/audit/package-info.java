/// Who caused a change.
@NullMarked
package io.tollgate.audit;

import org.jspecify.annotations.NullMarked;
