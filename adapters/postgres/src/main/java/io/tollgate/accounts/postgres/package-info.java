/// Accounts on PostgreSQL: one row lock, two round trips, one commit.
@NullMarked
package io.tollgate.accounts.postgres;

import org.jspecify.annotations.NullMarked;
