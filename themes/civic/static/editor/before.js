// Decap must wait for its configuration instead of looking for config.yml.
window.CMS_MANUAL_INIT = true;
