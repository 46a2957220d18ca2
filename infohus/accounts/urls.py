"""Addresses of people, authorities and sign-in; allauth's own names for the pages it knows, and no page more of it than these."""

from django.urls import include, path

from infohus.accounts.views import authorities, outside, people, signing, start

ours = [
    path("healthz", start.health, name="health"),
    path("hjem/", start.home, name="home"),
    path("leder/", start.leading, name="setup"),
    path("konti/", people.people, name="people"),
    path("konti/inviter/", people.invite_user, name="invite_user"),
    path("konti/personer/<uuid:user_id>/", people.person, name="person"),
    path("konti/personer/<uuid:user_id>/igen/", people.invite_again, name="invite_again"),
    path("konti/personer/<uuid:user_id>/luk/", people.deactivate_user, name="deactivate_user"),
    path("konti/personer/<uuid:user_id>/nulstil/", people.reset_sign_in, name="reset_sign_in"),
    path("konti/roller/<uuid:membership_id>/", people.change_role, name="change_role"),
    path("konti/myndigheder/", authorities.authorities, name="authorities"),
    path("konti/myndigheder/ny/", authorities.add_authority, name="add_authority"),
    path("konti/myndigheder/<uuid:authority_id>/", authorities.edit_authority, name="edit_authority"),
    path("konti/myndigheder/<uuid:authority_id>/enhed/", authorities.add_unit, name="add_unit"),
    path("konti/enheder/<uuid:unit_id>/", authorities.edit_unit, name="edit_unit"),
    path("konti/mig/", signing.own, name="own"),
    path("konti/mig/rolle/", signing.switch, name="switch"),
    path("konti/glemt/", signing.forgotten, name="forgotten"),
    path("konti/adgang/<str:token>/", signing.choose_password, name="choose_password"),
    path("konti/log-paa/tekst/", outside.your_text, name="your_text"),
    path("konti/kommune/<slug:slug>/", outside.go, name="outside"),
]
allauth = [
    path("log-paa/", signing.log_in, name="account_login"),
    path("log-paa/kode/", signing.second_factor, name="mfa_authenticate"),
    path("log-af/", signing.log_out, name="account_logout"),
    path("kommune/<slug:provider_id>/tilbage/", outside.come_with_code, name="openid_connect_callback"),
    path("kommune/<slug:organization_slug>/svar/", outside.come_with_assertion, name="saml_acs"),
    path("kommune/<slug:organization_slug>/om-os/", outside.metadata, name="saml_metadata"),
    path("kommune/<slug:organization_slug>/log-af/", outside.log_out, name="saml_sls"),
    path("mig/adgangskode/", signing.change_password, name="account_change_password"),
    path("mig/adgangskode/ny/", signing.set_password, name="account_set_password"),
    path("mig/ekstra/", signing.set_up, name="mfa_index"),
    path("mig/app/", signing.set_up_app, name="mfa_activate_totp"),
    path("mig/passkeys/", signing.keys, name="mfa_list_webauthn"),
    path("mig/passkeys/ny/", signing.add_key, name="mfa_add_webauthn"),
    path("mig/passkeys/<int:pk>/fjern/", signing.remove_key, name="mfa_remove_webauthn"),
    path("mig/noedkoder/", signing.emergency_codes, name="mfa_view_recovery_codes"),
    path("mig/noedkoder/nye/", signing.new_emergency_codes, name="mfa_generate_recovery_codes"),
    path("mig/bekraeft/", signing.say_password_again, name="account_reauthenticate"),
    path("mig/bekraeft/kode/", signing.say_code_again, name="mfa_reauthenticate"),
    path("mig/bekraeft/passkey/", signing.say_key_again, name="mfa_reauthenticate_webauthn"),
]
urlpatterns = [path("", include((ours, "accounts"))), path("konti/", include(allauth))]
