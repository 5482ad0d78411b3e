/// Same key, same answer: records that make a repeated request harmless.
@NullMarked
package io.tollgate.idempotency;

import org.jspecify.annotations.NullMarked;
