/// The bare things that the service's hot paths are measured against. Only in the build that bench/ makes.
@NullMarked
package io.tollgate.bench.baseline;

import org.jspecify.annotations.NullMarked;
