/// Ids that sort by time, as the database's indexes like them.
@NullMarked
package io.tollgate.ids.postgres;

import org.jspecify.annotations.NullMarked;
