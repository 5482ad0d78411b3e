/// The inbox on PostgreSQL.
@NullMarked
package io.tollgate.providerevents.postgres;

import org.jspecify.annotations.NullMarked;
