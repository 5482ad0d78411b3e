/// The outbox: domain events on their way to other services.
@NullMarked
package io.tollgate.publishing;

import org.jspecify.annotations.NullMarked;
