/**
 * Who may do what, in the place of AWS IAM: everything, until {@link
 * dev.sheaf.lambda.local.permission.Permissions} is told otherwise.
 */
@NullMarked
package dev.sheaf.lambda.local.permission;

import org.jspecify.annotations.NullMarked;
