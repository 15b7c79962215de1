/** The proof that a request comes from who holds a key: AWS Signature Version 4, checked. */
@NullMarked
package dev.sheaf.lambda.local.signature;

import org.jspecify.annotations.NullMarked;
