/// The operators' console. For now its front door only: where everything is.
@NullMarked
package io.tollgate.console;

import org.jspecify.annotations.NullMarked;
