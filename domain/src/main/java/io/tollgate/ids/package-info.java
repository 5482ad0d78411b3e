/// Ids: prefixed, sortable by time, unguessable.
@NullMarked
package io.tollgate.ids;

import org.jspecify.annotations.NullMarked;
