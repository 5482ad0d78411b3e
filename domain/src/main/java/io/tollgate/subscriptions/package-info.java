/// Recurring purchases, mirrored from the provider: what was paid decides access, never arrival order.
@NullMarked
package io.tollgate.subscriptions;

import org.jspecify.annotations.NullMarked;
