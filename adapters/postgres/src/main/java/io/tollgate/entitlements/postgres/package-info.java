/// Snapshots as stored, and their cache.
@NullMarked
package io.tollgate.entitlements.postgres;

import org.jspecify.annotations.NullMarked;
