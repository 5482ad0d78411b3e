/// The outbox on PostgreSQL.
@NullMarked
package io.tollgate.publishing.postgres;

import org.jspecify.annotations.NullMarked;
