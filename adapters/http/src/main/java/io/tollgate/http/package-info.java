/// What all of the HTTP API has in common: who may call, strict reading, problems, headers, limits.
@NullMarked
package io.tollgate.http;

import org.jspecify.annotations.NullMarked;
