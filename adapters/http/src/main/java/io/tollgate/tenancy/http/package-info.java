/// Who calls (keys and tokens), from which origins; projects, apps and keys over HTTP.
@NullMarked
package io.tollgate.tenancy.http;

import org.jspecify.annotations.NullMarked;
