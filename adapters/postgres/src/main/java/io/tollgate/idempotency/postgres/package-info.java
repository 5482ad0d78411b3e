/// Idempotency records on PostgreSQL.
@NullMarked
package io.tollgate.idempotency.postgres;

import org.jspecify.annotations.NullMarked;
