/// Subscriptions as stored.
@NullMarked
package io.tollgate.subscriptions.postgres;

import org.jspecify.annotations.NullMarked;
