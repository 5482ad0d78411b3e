/// Durable work to be done after a commit.
@NullMarked
package io.tollgate.jobs;

import org.jspecify.annotations.NullMarked;
