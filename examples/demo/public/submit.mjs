// The form that carries a SAML response to the application sends itself.
document.forms[0].submit();
