/// Jobs on PostgreSQL.
@NullMarked
package io.tollgate.jobs.postgres;

import org.jspecify.annotations.NullMarked;
