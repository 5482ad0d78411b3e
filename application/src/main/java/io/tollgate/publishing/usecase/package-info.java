/// Sending what was committed to other services.
@NullMarked
package io.tollgate.publishing.usecase;

import org.jspecify.annotations.NullMarked;
