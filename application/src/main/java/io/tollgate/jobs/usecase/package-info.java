/// Durable work, and the loops that do it.
@NullMarked
package io.tollgate.jobs.usecase;

import org.jspecify.annotations.NullMarked;
