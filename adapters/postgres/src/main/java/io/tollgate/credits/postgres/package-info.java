/// Lots of credits on PostgreSQL.
@NullMarked
package io.tollgate.credits.postgres;

import org.jspecify.annotations.NullMarked;
