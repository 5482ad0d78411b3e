/// Everything one user of one project holds: one consistency boundary, one decision, one commit.
@NullMarked
package io.tollgate.accounts;

import org.jspecify.annotations.NullMarked;
