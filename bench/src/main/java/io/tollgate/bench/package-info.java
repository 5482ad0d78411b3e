/// How fast the hot paths are, beside what bounds them, in one run on one machine.
@NullMarked
package io.tollgate.bench;

import org.jspecify.annotations.NullMarked;
