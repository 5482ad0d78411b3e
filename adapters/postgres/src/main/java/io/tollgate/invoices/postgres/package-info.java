/// Invoices on PostgreSQL.
@NullMarked
package io.tollgate.invoices.postgres;

import org.jspecify.annotations.NullMarked;
