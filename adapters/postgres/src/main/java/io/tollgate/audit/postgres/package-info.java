/// The audit trail: append-only, a chain of hashes per account.
@NullMarked
package io.tollgate.audit.postgres;

import org.jspecify.annotations.NullMarked;
