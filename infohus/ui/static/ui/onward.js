// Presses the one button of a page that is only passed through (accounts/come_with_assertion.html); without JavaScript a person does.
document.getElementById("onward")?.requestSubmit();
